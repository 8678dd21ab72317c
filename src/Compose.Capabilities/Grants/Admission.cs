namespace Compose.Capabilities;

/// <summary>What the door says to one call: come in, wait so long, or no, and why.</summary>
internal readonly record struct Admission(string? Refusal, ulong WaitNanoseconds)
{
    /// <summary>Come in.</summary>
    public bool IsPlain => Refusal is null && WaitNanoseconds == 0;
}
