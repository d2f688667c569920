import './bridge/strict-page.ts';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { LastResort } from './app/last-resort.tsx';
import { startSession } from './app/session.ts';
import { warmUp } from './features/viewer/pdf-document.ts';
import { startI18n } from './i18n/i18n.ts';
import './styles/app.css';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
await startI18n();
await startSession();
createRoot(root).render(
  <StrictMode>
    <LastResort>
      <App />
    </LastResort>
  </StrictMode>,
);
requestIdleCallback(warmUp);
