/** Where the templates of these plugins are in the catalog. */
export const TEMPLATE_NAMESPACE = 'default';
