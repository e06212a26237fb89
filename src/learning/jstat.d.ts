/** The part of jStat that is used; it comes without types: https://jstat.github.io/distributions.html */
declare module 'jstat' {
  const jStat: {
    normal: {
      /** The quantile: the value that a share `p` of N(mean, std) lies below. */
      inv(p: number, mean: number, std: number): number;
    };
    beta: {
      /** Probability of at most x. */
      cdf(x: number, alpha: number, beta: number): number;
      /** The quantile of a probability. */
      inv(p: number, alpha: number, beta: number): number;
    };
  };
  export default jStat;
}
