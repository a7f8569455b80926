export { AreaValue } from './AreaValue';
