namespace Compose.Runtime;

/// <summary>The guest asked to end the program (<c>wasi:cli/exit</c>): passes through every guest frame to the caller of the export.</summary>
public sealed class GuestExitException(int code) : Exception("the guest exited with code " + code)
{
    /// <summary>The exit code asked for.</summary>
    public int Code { get; } = code;
}
