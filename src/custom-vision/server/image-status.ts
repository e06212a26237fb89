/** The result of adding a photo: the values of the specification's `ImageCreateStatus` that this server uses. */
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
