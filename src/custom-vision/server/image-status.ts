/** How adding a photo ended, as the specification's `ImageCreateStatus`; only what this server answers. */
export type ImageStatus =
  | 'OK'
  | 'OKDuplicate'
  | 'ErrorSource'
  | 'ErrorImageFormat'
  | 'ErrorImageSize'
  | 'ErrorImageDimensions'
  | 'ErrorLimitExceed'
  | 'ErrorTagLimitExceed'
  | 'ErrorNegativeAndRegularTagOnSameImage'
  | 'ErrorInvalidTag';
