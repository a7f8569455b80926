import { Controller, ControllerOptions } from './Controller';
import { CronJobController } from './CronJobController';
import { DaemonSetController } from './DaemonSetController';
import { DeploymentController } from './DeploymentController';
import { StatefulSetController } from './StatefulSetController';

/** The controller that a service's kind needs. */
export function createController(options: ControllerOptions): Controller {
  switch (options.service.kind) {
    case 'StatefulSet':
      return StatefulSetController.create(options);
    case 'DaemonSet':
      return DaemonSetController.create(options);
    case 'CronJob':
      return CronJobController.create(options);
    default:
      return DeploymentController.create(options);
  }
}
