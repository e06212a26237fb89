import { request } from './request.js';

export interface Session {
  name: string;
  role: 'admin' | 'reviewer' | 'analyst' | 'ingest';
}

export const readSession = () => request<Session>('/v1/session');

export const openSession = (key: string) =>
  request<Session>('/v1/session', { method: 'POST', body: { key } });

export const closeSession = () => request<void>('/v1/session', { method: 'DELETE' });
