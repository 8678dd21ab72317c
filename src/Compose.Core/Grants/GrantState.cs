namespace Compose;

/// <summary>Whether a host interface that an instance imports answers or denies.</summary>
public enum GrantState
{
    /// <summary>Not granted: the import is there and denies, each interface in its own way.</summary>
    Denied = 0,

    /// <summary>Granted, as attenuated by the parameters.</summary>
    Granted = 1,

    /// <summary>Gives no authority (<c>wasi:io/*</c>, <c>wasi:cli/exit</c>, resource types): always there, never a grant.</summary>
    Inert = 2,
}
