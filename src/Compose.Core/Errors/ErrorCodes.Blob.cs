namespace Compose;

public static partial class ErrorCodes
{
    /// <summary>Codes of the domain <c>Blob</c>; ours count from 8000.</summary>
    public static class Blob
    {
        public static readonly ErrorCode NotFound = new(21, "Blob.NotFound", "No blob with this digest is stored.");
        public static readonly ErrorCode DigestMismatch = new(22, "Blob.DigestMismatch", "Stored bytes do not have their digest.");
        public static readonly ErrorCode IOError = new(23, "Blob.IOError", "The store could not be read or written.");
        public static readonly ErrorCode StorageFull = new(24, "Blob.StorageFull", "The store is full.");
        public static readonly ErrorCode CorruptedData = new(25, "Blob.CorruptedData", "Stored data is damaged.");

        public static readonly ErrorCode InUse = new(8000, "Blob.InUse", "The blob is kept by a pin or a tenant.");
        public static readonly ErrorCode QuotaExceeded = new(8001, "Blob.QuotaExceeded", "A quota of the store is exceeded.");
    }
}
