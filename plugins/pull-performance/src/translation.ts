import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { cardMessages } from './messages/card';
import { changesMessages } from './messages/changes';
import { commonMessages } from './messages/common';
import { fixesMessages } from './messages/fixes';
import { fleetMessages } from './messages/fleet';
import { formMessages } from './messages/form';
import { imagesMessages } from './messages/images';
import { nodesMessages } from './messages/nodes';
import { tabMessages } from './messages/tab';

/**
 * All texts of the plugin, to be translated or replaced by an app.
 *
 * @public
 */
export const pullPerformanceTranslationRef = createTranslationRef({
  id: 'plugin.pull-performance',
  messages: {
    ...commonMessages,
    card: cardMessages,
    tab: tabMessages,
    images: imagesMessages,
    nodes: nodesMessages,
    fleet: fleetMessages,
    fixes: fixesMessages,
    changes: changesMessages,
    form: formMessages,
  },
});
