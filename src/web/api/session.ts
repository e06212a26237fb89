import type { Session } from '../../http/session-shape.js';
import { request } from './request.js';

export type { Session };

export const readSession = () => request<Session>('/v1/session');

export const openSession = (key: string) =>
  request<Session>('/v1/session', { method: 'POST', body: { key } });

export const closeSession = () => request<void>('/v1/session', { method: 'DELETE' });
