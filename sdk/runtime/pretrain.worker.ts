import { lockDown } from './guard.js';
import { serve } from './serve.js';

// Taken out before the lock-down deletes it: a GPU computes, and reaches no network.
const { gpu } = navigator;
serve(
  lockDown(),
  import('./pretrain-service.js').then(({ serviceOn }) => serviceOn(gpu)),
);
