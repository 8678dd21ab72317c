namespace Compose.Runtime;

/// <summary>A host function refuses the call as a trap: every instance on the call stack ends (rule 9).</summary>
public sealed class GuestTrapException : ComposeException
{
    public GuestTrapException(string message)
        : base(ErrorCodes.Exec.Trap, message)
    {
    }

    public GuestTrapException(ErrorCode code, string message, string? hint = null)
        : base(code, message, hint: hint)
    {
    }
}
