import { describe, expect, it } from 'vitest';
import { abortStreams } from '../../test/aborted-streams.ts';

describe('streams that are given up', () => {
  it('leave no timer, listener, subscription or socket, whenever and however they are given up', async () => {
    const { states, pooled: _kept, ...figures } = await abortStreams(180);
    expect(states).toEqual({ cancelled: 150, failed: 30 });
    expect(figures).toEqual({
      streams: 180,
      timers: 0,
      processTimers: 0,
      listeners: 0,
      subscriptions: 0,
      sockets: 0,
      unhandled: 0,
    });
  });
});
