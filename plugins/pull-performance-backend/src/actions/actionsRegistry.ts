// The actions registry is still alpha: this file is the only one to import it.
export {
  actionsRegistryServiceRef,
  type ActionsRegistryService,
} from '@backstage/backend-plugin-api/alpha';
