namespace Compose.Host.Clr;

/// <summary>Something with unmanaged memory that its store frees.</summary>
internal interface INativePart
{
    /// <summary>Frees it. Called once; must not touch other managed objects, which may be gone in a finalizer.</summary>
    void Free();
}
