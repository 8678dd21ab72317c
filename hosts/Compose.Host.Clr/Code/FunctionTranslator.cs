using Compose.Host.Clr.Native;
using Compose.Host.Clr.Ops;
using Compose.Wasm.Core;

namespace Compose.Host.Clr.Code;

/// <summary>
/// Translates one valid function to IL. The operand stack is a stack of pending expressions (<see cref="Node"/>); what
/// has effects or can trap is written at once, the rest when it is used, so that RyuJIT sees trees. The IL stack is
/// empty at every branch: trap blocks are shared, and protected regions need no care.
/// </summary>
/// <remarks>
/// The code never embeds the address of an instance, only of its module, so all instances share it. Bounds are checked
/// explicitly; the entry compares the stack pointer with the task's limit; loop heads test the interrupt flag.
/// </remarks>
internal sealed partial class FunctionTranslator
{
    private const int ContextArgument = 0;
    private const int TaskArgument = 1;
    private const int FirstArgument = 2;
    private const int MaxTreeSize = 40;
    private const int MaxPending = 40;

    private readonly ClrModule _code;
    private readonly CoreModule _module;
    private readonly InstanceLayout _layout;
    private readonly int _function;
    private readonly Shape _shape;
    private readonly CodeMethod _method;
    private readonly ILWriter _il;
    private readonly int _declaredLocals;
    private readonly TryRegion _outside = new() { Start = -1, HandlerStart = -1, HandlerEnd = -1 };
    private readonly List<TryRegion> _closedRegions = [];
    private readonly List<Block> _blocks = [];
    private readonly bool _fuel;
    private TryRegion _region;
    private int _tryDepth;
    private int _maxArguments;
    private bool _reachable = true;
    private int _skipped;
    private bool _hasCalls;
    private bool _hasLoops;
    private CodeFacts _facts;
    private LocalVariable[] _locals;
    private int _localCount;

    /// <param name="code">The module.</param>
    /// <param name="function">Index of a function that it defines.</param>
    /// <param name="map">Gets the places of traps and calls, if asked for.</param>
    /// <param name="countdown">Address of the count of quick code; 0 for optimised code.</param>
    /// <param name="entryLoop">The loop at whose head optimised code begins; -1 for the function's beginning.</param>
    public FunctionTranslator(ClrModule code, int function, CodeMap? map = null, nint countdown = 0, int entryLoop = -1)
    {
        _map = map;
        _countdown = countdown;
        _entryLoop = entryLoop;
        _code = code;
        _module = code.Module;
        _layout = code.Layout;
        _function = function;
        _fuel = code.Options.Fuel;
        _shape = code.ShapeOfFunction(function);
        _region = _outside;
        _method = new CodeMethod(code.MethodNameOf(function), _shape.ReturnType, _shape.ArgumentTypes);
        _il = _method.IL;
        FunctionBody body = _module.BodyOf(function);
        _declaredLocals = body.LocalCount;
        _locals = new LocalVariable[_shape.Params.Length + body.LocalCount];
        for (int i = 0; i < _shape.Params.Length; i++)
        {
            AddLocal(new LocalVariable { Type = _shape.Params[i], Place = ~(i + FirstArgument) });
        }

        foreach (LocalGroup group in _module.LocalsOf(body))
        {
            StackType type = StackTypes.Of(group.Type);
            for (int i = 0; i < group.Count; i++)
            {
                AddLocal(new LocalVariable { Type = type, Place = _method.AddLocal(type) });
            }
        }
    }

    /// <summary>Bytes that a frame may take beyond what an ordinary one does; such functions get a guard before them.</summary>
    public static long FrameEstimate(CoreModule module, int function)
    {
        FunctionBody body = module.BodyOf(function);
        return (16L * (body.LocalCount + module.FunctionTypeOf(function).Params.Length)) + body.CodeLength;
    }

    /// <summary>Writes the IL.</summary>
    public void Translate()
    {
        FunctionBody body = _module.BodyOf(_function);
        _facts = CodeFacts.Of(_code, _function);
        BindZeros();
        BeginMemories();
        BeginBody();
        OperatorReader operators = _module.OperatorsOf(body);
        while (operators.MoveNext())
        {
            Step(ref operators);
        }

        WriteCold(_outside);
        WriteSharedHandOver();
        WritePrologue();
    }

    /// <summary>Makes the machine code, which lives as long as the returned method.</summary>
    public (nint Address, object Root) Compile()
    {
        if (_countdown != 0)
        {
            PreventOptimisation();
        }

        bool many = _declaredLocals > MaxZeroedLocals;
        nint address = _method.Compile(_maxArguments + MaxTreeSize + 32, many, _closedRegions);
        return (address, _method.Method);
    }

    private void BindZeros()
    {
        for (int i = _shape.Params.Length; i < _localCount && _facts.Zero is not null; i++)
        {
            if (_facts.Zero[i])
            {
                _locals[i].IsBound = true;
                _locals[i].Bound = new Node { Kind = NodeKind.Constant, Type = _locals[i].Type, Size = 1, A = -1, B = -1, C = -1 };
            }
        }
    }

    private void Step(ref OperatorReader operators)
    {
        if (!_reachable)
        {
            Skip(operators.Opcode);
            return;
        }

        if (_fuel && operators.Opcode is not (Opcode.Nop or Opcode.Block or Opcode.Loop or Opcode.Else or Opcode.End))
        {
            _fuelCharge++;
        }

        if (_height == 0)
        {
            _nodeCount = 0;
        }

        _offset = operators.Offset - _module.BaseOffset;
        Opcode opcode = operators.Opcode;
        OpcodeInfo info = operators.Info;
        if (info.Feature is WasmFeatures.Gc or WasmFeatures.Threads or WasmFeatures.WideArithmetic)
        {
            FeatureCheck.Refuse(info.Feature, operators.Offset);
        }

        if (info.IsSimple && opcode != Opcode.Nop)
        {
            switch (info.Immediates)
            {
                case ImmediateKind.None or ImmediateKind.Lane or ImmediateKind.Shuffle:
                    TranslateOperator(opcode, info, ref operators);
                    return;
                case ImmediateKind.MemArg or ImmediateKind.MemArgLane:
                    TranslateAccess(opcode, info, operators.MemArg, info.Immediates == ImmediateKind.MemArgLane ? operators.Lane : 0);
                    return;
                case ImmediateKind.I32:
                    Push(Constant(StackType.I32, operators.I32));
                    return;
                case ImmediateKind.I64:
                    Push(Constant(StackType.I64, operators.I64));
                    return;
                case ImmediateKind.F32:
                    Push(Constant(StackType.F32, operators.F32Bits));
                    return;
                case ImmediateKind.F64:
                    Push(Constant(StackType.F64, (long)operators.F64Bits));
                    return;
                case ImmediateKind.V128:
                    (ulong low, ulong high) = operators.V128Halves;
                    Push(Constant(StackType.V128, (long)low, (long)high));
                    return;
            }
        }

        TranslateControl(opcode, ref operators);
    }

    /// <summary>Passes over an instruction that cannot be reached, up to the end of its block.</summary>
    private void Skip(Opcode opcode)
    {
        switch (opcode)
        {
            case Opcode.Block or Opcode.Loop or Opcode.If or Opcode.TryTable:
                _skipped++;
                break;
            case Opcode.End when _skipped > 0:
                _skipped--;
                break;
            case Opcode.End:
                End();
                break;
            case Opcode.Else when _skipped == 0:
                Else();
                break;
        }
    }

    private void LoadLocalValue(int local)
    {
        int place = _locals[local].Place;
        if (place < 0)
        {
            _il.LoadArgument(~place);
        }
        else
        {
            _il.LoadLocal(place);
        }
    }

    private void StoreLocalValue(int local)
    {
        int place = _locals[local].Place;
        if (place < 0)
        {
            _il.StoreArgument(~place);
        }
        else
        {
            _il.StoreLocal(place);
        }
    }

    /// <summary>Loads the address of a field of the instance's native part.</summary>
    private void LoadContextAddress(int offset)
    {
        _il.LoadArgument(ContextArgument);
        AddOffset(offset);
    }

    private void AddOffset(int offset)
    {
        if (offset != 0)
        {
            _il.LoadInt(offset);
            _il.Emit(ILCode.Add);
        }
    }

    private void LoadContextWord(int offset)
    {
        LoadContextAddress(offset);
        _il.Emit(ILCode.LdindI8);
    }

    private void LoadTaskWord(int offset)
    {
        _il.LoadArgument(TaskArgument);
        AddOffset(offset);
        _il.Emit(ILCode.LdindI8);
    }

    private void Operation(string name) => _method.Call(typeof(GuestOps), name);
}
