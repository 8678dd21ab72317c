namespace Compose.Wasm.Core;

/// <summary>An open block of the function that is being validated.</summary>
public struct ControlFrame
{
    private readonly ValType[] _params;
    private readonly ValType[] _results;

    internal ControlFrame(
        Opcode kind, ValType[] parameters, ValType[] results, FuncType? type, int height, int initializedHeight, long offset)
    {
        Kind = kind;
        _params = parameters;
        _results = results;
        Type = type;
        Height = height;
        InitializedHeight = initializedHeight;
        Offset = offset;
    }

    /// <summary><c>block</c>, <c>loop</c>, <c>if</c>, <c>else</c>, <c>try_table</c>; <c>call</c> for the function itself.</summary>
    public Opcode Kind { get; internal set; }

    /// <summary>Height of the operand stack below the block's parameters.</summary>
    public int Height { get; }

    /// <summary>The rest of the block cannot be reached: the stack is polymorphic.</summary>
    public bool IsUnreachable { get; internal set; }

    /// <summary>Absolute offset of the instruction that opened the block.</summary>
    public long Offset { get; }

    internal int InitializedHeight { get; }

    /// <summary>Number of the branch table that checked this label last.</summary>
    internal int CheckedBy { get; set; }

    /// <summary>The block's function type, or null if it has at most one result and no parameters.</summary>
    public FuncType? Type { get; }

    // Arrays and not spans: the code that walks them is then precompiled with ours.
    internal readonly ValType[] Params => _params;

    internal readonly ValType[] Results => _results;

    /// <summary>What a branch to the block carries: parameters of a loop, results of others.</summary>
    internal readonly ValType[] Label => Kind == Opcode.Loop ? _params : _results;
}
