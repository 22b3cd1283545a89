const channelName = 'taleport.session';

/** Tells the other tabs of this browser that somebody has signed in here. */
export function tellSignedIn(): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage('signed-in');
  channel.close();
}

/** Calls `listener` when somebody has signed in in another tab. Returns what ends it. */
export function hearSignedIn(listener: () => void): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.addEventListener('message', () => listener());
  return () => channel.close();
}
