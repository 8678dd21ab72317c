namespace Compose;

public static partial class ErrorCodes
{
    /// <summary>Codes of the domain <c>Wit</c>; they count from 2000.</summary>
    public static class Wit
    {
        public static readonly ErrorCode TypeMismatch = new(2000, "Wit.TypeMismatch", "Two component types do not match.");
        public static readonly ErrorCode Syntax = new(2001, "Wit.Syntax", "The text is not WIT.");
        public static readonly ErrorCode NotDefined = new(2002, "Wit.NotDefined", "A name is used that nothing defines.");
        public static readonly ErrorCode Duplicate = new(2003, "Wit.Duplicate", "A name is defined or taken twice in one scope.");
        public static readonly ErrorCode Cycle = new(2004, "Wit.Cycle", "An item depends on itself.");
        public static readonly ErrorCode Invalid = new(2005, "Wit.Invalid", "The text is WIT and breaks a rule of the language.");
        public static readonly ErrorCode FeatureInactive = new(2006, "Wit.FeatureInactive", "An item is used that is left out because its feature is not active.");
        public static readonly ErrorCode LimitExceeded = new(2007, "Wit.LimitExceeded", "The WIT is larger or deeper than the limits allow.");
        public static readonly ErrorCode SourceNotFound = new(2008, "Wit.SourceNotFound", "A WIT file or folder could not be read.");
        public static readonly ErrorCode NotWit = new(2009, "Wit.NotWit", "The binary is not an encoded WIT package or component that can be read as WIT.");
        public static readonly ErrorCode Incompatible = new(2010, "Wit.Incompatible", "A newer version of a package breaks what its version promises.");
        public static readonly ErrorCode EmbeddingFailed = new(2011, "Wit.EmbeddingFailed", "A core module does not fit the world that it is made a component of.");
    }
}
