namespace Compose.Wit.Resolution;

internal enum ScopeEntryKind : byte
{
    None,

    Type,

    /// <summary>A type whose feature is not active.</summary>
    LeftOut,

    /// <summary>A type with an error that is reported already.</summary>
    Broken,

    Function,
}
