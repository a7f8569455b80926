export * from './TemplateButton';
