/**
 * What the pull performance plugins share: types, scoring and permissions.
 *
 * @packageDocumentation
 */
export * from './permissions';
export * from './schema/openapi';
