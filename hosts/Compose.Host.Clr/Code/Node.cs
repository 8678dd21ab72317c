using Compose.Wasm.Core;

namespace Compose.Host.Clr.Code;

/// <summary>What a <see cref="Node"/> is.</summary>
internal enum NodeKind : byte
{
    /// <summary>A constant, in <see cref="Node.Value"/> (and <see cref="Node.High"/> for v128).</summary>
    Constant,

    /// <summary>The current value of WebAssembly local <see cref="Node.A"/>.</summary>
    Local,

    /// <summary>The IL local <see cref="Node.A"/>, assigned once.</summary>
    Temporary,

    /// <summary>A memory access whose bounds are already checked: address <see cref="Node.A"/>, memory <see cref="Node.B"/>.</summary>
    Load,

    /// <summary>The current value of global <see cref="Node.A"/>.</summary>
    Global,

    /// <summary>An operator that cannot trap, over <see cref="Node.A"/>, <see cref="Node.B"/>, <see cref="Node.C"/> (-1: none).</summary>
    Operator,
}

/// <summary>State that a pending expression reads, so that a write to it must come after.</summary>
[Flags]
internal enum Reads : byte
{
    None = 0,
    Locals = 1,
    Memory = 2,
    Globals = 4,
}

/// <summary>
/// An expression whose evaluation is still pending: the operand stack of WebAssembly exists at translation time only and
/// holds such trees. Each is evaluated exactly once. None has effects or traps.
/// </summary>
internal struct Node
{
    public NodeKind Kind;
    public StackType Type;
    public Reads Reads;
    public Opcode Opcode;
    public int Size;
    public int A;
    public int B;
    public int C;

    /// <summary>Constant bits, byte offset of a load, or lane of an operator.</summary>
    public long Value;

    /// <summary>High half of a v128 constant; 1 for a float constant that RyuJIT must not see.</summary>
    public long High;
}
