using Compose.Engine;

namespace Compose.Host.Clr;

/// <summary>A trap that compiled code raised at a place which <see cref="Code.CodeMap"/> can find.</summary>
internal sealed class GuestCodeTrap(TrapCode code, int site) : CoreTrapException(code)
{
    /// <summary>Number of the place within its function.</summary>
    public int Site { get; } = site;
}
