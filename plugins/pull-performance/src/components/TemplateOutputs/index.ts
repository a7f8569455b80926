export * from './TemplateOutputs';
