import '../../../components/define.js';
import { loadModel } from '../../../sdk/index.js';

// The test scores the rest of its rows without the element.
Object.assign(window, { loadModel });
