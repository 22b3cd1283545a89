const timesASecond = 10;
/** What is more quiet is no voice. */
const quietest = -60;

/** Tells how loud a microphone is, from 0 for silence to 1. Returns what ends it. */
export function listenTo(stream: MediaStream, tell: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  const clock = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    tell(Math.min(1, Math.max(0, 1 - (20 * Math.log10(peak)) / quietest)));
  }, 1_000 / timesASecond);
  return () => {
    clearInterval(clock);
    void context.close();
  };
}
