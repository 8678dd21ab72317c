using Compose.Wasm.Core;

namespace Compose.Host.Clr.Code;

/// <summary>A control frame of the function that is being translated.</summary>
internal sealed class Block
{
    public required Opcode Kind { get; init; }

    /// <summary>Where branches go: the head of a loop, else the end.</summary>
    public required int Label { get; init; }

    /// <summary>Height of the operand stack below the parameters.</summary>
    public required int Base { get; init; }

    public required StackType[] Params { get; init; }

    public required StackType[] Results { get; init; }

    /// <summary>Protected regions around the block (its own not counted).</summary>
    public required int TryDepth { get; init; }

    /// <summary>Start of the <c>else</c> part of an <c>if</c>, or -1 once it is passed.</summary>
    public int ElseLabel { get; set; } = -1;

    /// <summary>IL locals that carry the values of branches to <see cref="Label"/>; null before the first.</summary>
    public int[]? Values { get; set; }

    /// <summary>The parameters of an <c>if</c>, kept for its <c>else</c>.</summary>
    public int[]? Kept { get; set; }

    /// <summary>A branch goes to <see cref="Label"/>.</summary>
    public bool IsTargeted { get; set; }

    /// <summary>The region of a <c>try_table</c>.</summary>
    public TryRegion? Region { get; set; }
}
