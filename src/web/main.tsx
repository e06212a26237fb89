import { render } from 'preact';
import { App } from './app.js';
import './style/tokens.css';
import './style/base.css';
import './style/frame.css';
import './style/queue.css';
import './style/item.css';
import './style/dialog.css';
import './style/overview.css';

render(<App />, document.getElementById('app')!);
