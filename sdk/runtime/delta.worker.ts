import { lockDown } from './guard.js';
import { serve } from './serve.js';

serve(lockDown(), import('./delta-service.js'));
