import { lockDown } from './guard.js';
import { serve } from './serve.js';

serve(lockDown(), import('./train-worker-service.js'));
