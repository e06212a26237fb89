/** The part of jstat that is used: it brings no types. https://jstat.github.io/distributions.html */
declare module 'jstat' {
  const jstat: {
    beta: {
      /** Probability of at most x. */
      cdf(x: number, alpha: number, beta: number): number;
      /** The quantile of a probability. */
      inv(probability: number, alpha: number, beta: number): number;
    };
  };
  export default jstat;
}
