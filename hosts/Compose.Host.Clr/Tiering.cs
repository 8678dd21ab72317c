namespace Compose.Host.Clr;

/// <summary>Which functions get quick code first, and how long it lasts.</summary>
/// <param name="MinBytes">Functions with less code are optimised at once: quick code would take as long to make.</param>
/// <param name="Patience">Calls and turns of loops, added up, after which quick code is replaced.</param>
/// <param name="PatiencePerByte">How many more for each byte of the function: what takes longer to optimise must be worth more.</param>
/// <param name="ManyCalls">A function that was called so often is optimised as a whole when its loops turn, not from the loop on.</param>
internal sealed record Tiering(int MinBytes, int Patience, int PatiencePerByte, int ManyCalls = 3)
{
    /// <summary>Functions with more code than this RyuJIT does not optimise anyway.</summary>
    public const int MaxBytes = 20_000;

    /// <summary>Parameters and locals; those of larger functions would not fit where a loop hands them over.</summary>
    public const int MaxLocals = 500;

    /// <summary>
    /// What is good for guests, tried on kernels, calls across components and the start of large guests: 5 for each byte
    /// starts JavaScript some 7 % sooner and lets an allocator of 6 KB be slow for its first 33,000 calls.
    /// </summary>
    public static Tiering Default { get; } = new(MinBytes: 160, Patience: 3_000, PatiencePerByte: 1);
}
