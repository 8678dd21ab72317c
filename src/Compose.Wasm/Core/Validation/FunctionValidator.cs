using System.Runtime.CompilerServices;

namespace Compose.Wasm.Core;

/// <summary>
/// Validates function bodies one instruction at a time, by the algorithm of the core specification's appendix: a stack
/// of operand types and a stack of open blocks, polymorphic in unreachable code. Reusable for any number of functions of
/// one module, one at a time; no allocation per function once its stacks have grown.
/// </summary>
/// <remarks>
/// A translator steps it along with its own <see cref="OperatorReader"/>:
/// <code>
/// validator.Begin(functionIndex);
/// OperatorReader op = module.OperatorsOf(body);
/// while (op.MoveNext())
/// {
///     // state before the instruction: StackHeight, Operand(0) is the top, IsUnreachable, Frame(label), LabelTypes(label)
///     validator.Step(ref op);
///     // state after it
/// }
/// </code>
/// The last <c>end</c> leaves <see cref="FrameCount"/> 0. Operand types are exact, as declared where they came from; in
/// unreachable code they may be <see cref="ValType.Bottom"/>, or references to the heap type <c>bot</c>.
/// </remarks>
public sealed partial class FunctionValidator
{
    private const int ExpandedLocals = 1024;

    private readonly CoreModuleValidator _owner;
    private readonly CoreModule _module;
    private readonly ModuleTypes _types;
    private readonly ValType[] _addressTypes;
    private readonly CommonRow[] _commonRows;

    private ValType[] _stack = new ValType[64];
    private int _height;
    private ControlFrame[] _frames = new ControlFrame[64];
    private int _frameCount;

    // Of the innermost block, kept apart because every pop asks for it.
    private int _floor;

    private readonly ValType[] _locals = new ValType[ExpandedLocals];
    private int _localCount;
    private int _expandedCount;
    private int[] _groupEnds = [];
    private int _functionIndex;
    private FuncType _functionType = FuncType.Empty;
    private FunctionBody _body;

    // Locals that cannot be null must be set before they are read (core 3.4, "local types").
    private bool _tracksInitialization;
    private bool[] _initialized = [];
    private int[] _initializedStack = [];
    private int _initializedHeight;

    private bool _isConstant;
    private int _globalLimit;
    private int _branchTable;

    internal FunctionValidator(CoreModuleValidator owner)
    {
        _owner = owner;
        _module = owner.Module;
        _types = owner.Types;
        _commonRows = owner.CommonRows;
        _addressTypes = new ValType[_module.Memories.Length];
        for (int i = 0; i < _addressTypes.Length; i++)
        {
            _addressTypes[i] = _module.Memories[i].AddressType;
        }
    }

    /// <summary>The function that <see cref="Begin"/> named.</summary>
    public int FunctionIndex => _functionIndex;

    /// <summary>Number of operands on the stack, of all open blocks.</summary>
    public int StackHeight => _height;

    /// <summary>Whether the current instruction cannot be reached.</summary>
    public bool IsUnreachable => _frameCount > 0 && _frames[_frameCount - 1].IsUnreachable;

    /// <summary>Open blocks, the function itself counted.</summary>
    public int FrameCount => _frameCount;

    /// <summary>Number of parameters and declared locals.</summary>
    public int LocalCount => _localCount;

    /// <summary>The type of the function.</summary>
    public FuncType FunctionType => _functionType;

    /// <summary>
    /// Type of the operand <paramref name="fromTop"/> below the top; <see cref="ValType.Bottom"/> below the operands of
    /// an unreachable block.
    /// </summary>
    public ValType Operand(int fromTop) => _height - 1 - fromTop >= _floor ? _stack[_height - 1 - fromTop] : ValType.Bottom;

    /// <summary>All operand types, deepest first.</summary>
    public ReadOnlySpan<ValType> Operands => _stack.AsSpan(0, _height);

    /// <summary>The block that label <paramref name="label"/> names; 0 is the innermost.</summary>
    public ref readonly ControlFrame Frame(int label) => ref _frames[_frameCount - 1 - label];

    /// <summary>What a branch to <paramref name="label"/> carries.</summary>
    public ReadOnlySpan<ValType> LabelTypes(int label) => _frames[_frameCount - 1 - label].Label;

    /// <summary>Parameters of the block that <paramref name="label"/> names.</summary>
    public ReadOnlySpan<ValType> FrameParams(int label) => _frames[_frameCount - 1 - label].Params;

    /// <summary>Results of the block that <paramref name="label"/> names.</summary>
    public ReadOnlySpan<ValType> FrameResults(int label) => _frames[_frameCount - 1 - label].Results;

    /// <summary>Type of a parameter or local.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ValType LocalType(int index) => (uint)index < (uint)_expandedCount ? _locals[index] : FindLocal(index);

    /// <summary>Begins a function that the module defines, by function index (imports counted).</summary>
    public void Begin(int functionIndex)
    {
        _owner.EnsureModuleIsValid();
        _functionIndex = functionIndex;
        _body = _module.BodyOf(functionIndex);
        _functionType = _module.FuncTypeAt(_body.TypeIndex);
        _isConstant = false;
        Reset();
        SetLocals();
        PushFrame(new ControlFrame(
            Opcode.Call, _functionType.ParamArray, _functionType.ResultArray, _functionType, 0, 0, _module.BaseOffset + _body.CodeOffset));
    }

    /// <summary>Validates one whole function.</summary>
    public void Validate(int functionIndex)
    {
        Begin(functionIndex);
        OperatorReader op = _module.OperatorsOf(_body);
        try
        {
            ValidateBody(ref op);
        }
        catch (ComposeException e) when (e.Error.Code == ErrorCodes.Component.Invalid)
        {
            // Decoding comes before validation: bytes that do not decode make the module malformed, wherever they are.
            while (op.MoveNext())
            {
            }

            throw;
        }
    }

    /// <summary>
    /// Validates a constant expression that must give <paramref name="type"/> and may read globals below
    /// <paramref name="globalLimit"/>.
    /// </summary>
    internal void ValidateConstant(ConstantExpression expression, ValType type, int globalLimit)
    {
        _isConstant = true;
        _globalLimit = globalLimit;
        _functionType = FuncType.Empty;
        _localCount = _expandedCount = 0;
        _tracksInitialization = false;
        Reset();
        PushFrame(new ControlFrame(Opcode.Call, s_noTypes, One(type), null, 0, 0, _module.BaseOffset + expression.Offset));
        OperatorReader op = _module.OperatorsOf(expression);
        while (op.MoveNext())
        {
            CheckConstant(ref op);
            Step(ref op);
        }
    }

    private void Reset()
    {
        _height = 0;
        _frameCount = 0;
        _floor = 0;
        _initializedHeight = 0;
    }

    private void SetLocals()
    {
        ValType[] parameters = _functionType.ParamArray;
        ReadOnlySpan<LocalGroup> groups = _module.LocalsOf(_body);
        _localCount = parameters.Length + _body.LocalCount;
        for (int i = 0; i < parameters.Length; i++)
        {
            _locals[i] = parameters[i];
        }

        int at = parameters.Length;
        bool tracks = false;
        if (_groupEnds.Length < groups.Length)
        {
            _groupEnds = new int[Math.Max(groups.Length, 2 * _groupEnds.Length)];
        }

        for (int i = 0; i < groups.Length; i++)
        {
            LocalGroup group = groups[i];
            _owner.CheckValType(group.Type, _module.BaseOffset + _body.Offset);
            tracks |= !group.Type.IsDefaultable;
            int expanded = Math.Clamp(ExpandedLocals - at, 0, group.Count);
            for (int local = at; local < at + expanded; local++)
            {
                _locals[local] = group.Type;
            }

            at += group.Count;
            _groupEnds[i] = at;
        }

        _expandedCount = Math.Min(_localCount, ExpandedLocals);
        _tracksInitialization = tracks;
        if (tracks)
        {
            if (_initialized.Length < _localCount)
            {
                _initialized = new bool[_localCount];
                _initializedStack = new int[_localCount];
            }

            _initialized.AsSpan(0, parameters.Length).Fill(true);
            int start = parameters.Length;
            foreach (LocalGroup group in groups)
            {
                _initialized.AsSpan(start, group.Count).Fill(group.Type.IsDefaultable);
                start += group.Count;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ValType FindLocal(int index)
    {
        ReadOnlySpan<LocalGroup> groups = _module.LocalsOf(_body);
        int group = _groupEnds.AsSpan(0, groups.Length).BinarySearch(index);
        return groups[group >= 0 ? group + 1 : ~group].Type;
    }
}
