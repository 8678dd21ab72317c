using Compose.Host.Clr.Native;
using Compose.Host.Clr.Ops;

namespace Compose.Host.Clr.Code;

/// <content>
/// Quick code counts its calls and the turns of its loops in a word of the module. When that falls below zero, a call goes
/// on in the optimised code, and a loop in code that begins at its head: it finds the values that live there where
/// results after the first are left.
/// </content>
internal sealed partial class FunctionTranslator
{
    /// <summary>RyuJIT does not optimise methods that mention more than 8,000 arguments and locals.</summary>
    private const int UnoptimisedMentions = 8_001;

    private static readonly byte[] s_mentions = Mentions();

    /// <summary>Values that fit where a loop hands them over.</summary>
    private const int MaxHandedOver = ExecContext.ScratchBytes / 16;

    /// <summary>Address of the count, and of that of calls after it, in quick code; else 0.</summary>
    private readonly nint _countdown;

    /// <summary>The loop, counted from 0, at whose head the code begins; -1 for the function's beginning.</summary>
    private readonly int _entryLoop;
    private readonly List<int> _loops = [];
    private int _entryLabel = -1;
    private List<(StackType Type, int Place)> _entryOperands = [];

    /// <summary>Where loops of quick code go when their count is used up, and the local with the loop's number.</summary>
    private int _handOver = -1;
    private int _loopLocal = -1;

    /// <summary>At the head of a loop: counts, or begins here.</summary>
    private void WriteLoopCount(int label)
    {
        if (_tryDepth > 0 || (_countdown == 0 && _entryLoop < 0))
        {
            return;
        }

        int loop = _loops.Count;
        _loops.Add(label);
        List<(StackType Type, int Place)> operands = LiveOperands();
        if (_countdown != 0 && _localCount + operands.Count <= MaxHandedOver)
        {
            int cold = CountDown();
            _handOver = _handOver < 0 ? _il.DefineLabel() : _handOver;
            _region.Cold.Add(() => WriteHandOver(cold, loop, operands));
        }
        else if (loop == _entryLoop)
        {
            _entryLabel = label;
            _entryOperands = operands;
        }
    }

    /// <summary>The operands that are not constant: at a label they all stand in IL locals.</summary>
    private List<(StackType Type, int Place)> LiveOperands()
    {
        var operands = new List<(StackType, int)>();
        for (int i = 0; i < _height; i++)
        {
            ref Node node = ref _nodes[_stack[i]];
            if (node.Kind == NodeKind.Temporary)
            {
                operands.Add((node.Type, node.A));
            }
        }

        return operands;
    }

    /// <summary>Lowers the count; below zero it goes to the label that is returned.</summary>
    private int CountDown()
    {
        int cold = _il.DefineLabel();
        int count = NewTemporary(StackType.I32);
        _il.LoadLong(_countdown);
        _il.LoadLong(_countdown);
        _il.Emit(ILCode.LdindI4);
        _il.LoadInt(1);
        _il.Emit(ILCode.Sub);
        _il.StoreLocal(count);
        _il.LoadLocal(count);
        _il.Emit(ILCode.StindI4);
        _il.LoadLocal(count);
        _il.LoadInt(0);
        _il.EmitBranch(ILCode.Blt, cold);
        Release(count);
        return cold;
    }

    /// <summary>Hands over what is on the stack of one loop, and goes to what all loops share.</summary>
    private void WriteHandOver(int cold, int loop, List<(StackType Type, int Place)> operands)
    {
        _il.Mark(cold);
        for (int i = 0; i < operands.Count; i++)
        {
            LoadHandedOver(_localCount + i);
            _il.LoadLocal(operands[i].Place);
            _method.StoreIndirect(operands[i].Type);
        }

        if (_loopLocal < 0)
        {
            _loopLocal = _method.AddLocal(StackType.I32);
            Reserve(_loopLocal);
        }

        _il.LoadInt(loop);
        _il.StoreLocal(_loopLocal);
        _il.EmitBranch(ILCode.Br, _handOver);
    }

    /// <summary>After all other code: hands over the locals, and goes on in the code of the loop, or where it was.</summary>
    private void WriteSharedHandOver()
    {
        if (_handOver < 0)
        {
            return;
        }

        _il.Mark(_handOver);
        SpillFuel();
        for (int i = 0; i < _localCount; i++)
        {
            if (!_locals[i].IsBound)
            {
                LoadHandedOver(i);
                LoadLocalValue(i);
                _method.StoreIndirect(_locals[i].Type);
            }
        }

        _il.LoadArgument(ContextArgument);
        _il.LoadInt(_function);
        _il.LoadLocal(_loopLocal);
        _il.LoadLong(_countdown);
        Operation(nameof(GuestOps.LoopCode));

        // No temporary: those that are free by now are in use in the loop.
        int code = _method.AddLocal(StackType.I64);
        _il.StoreLocal(code);
        int isThere = _il.DefineLabel();
        _il.LoadLocal(code);
        _il.EmitBranch(ILCode.Brtrue, isThere);
        _il.LoadLocal(_loopLocal);
        _il.EmitSwitch([.. _loops]);
        _il.EmitBranch(ILCode.Br, _loops[0]);
        _il.Mark(isThere);
        GoOnIn(code);
    }

    /// <summary>First of all: a call that goes on in optimised code.</summary>
    private void WriteCallCount()
    {
        if (_countdown == 0)
        {
            return;
        }

        _il.LoadLong(_countdown + sizeof(int));
        _il.LoadLong(_countdown + sizeof(int));
        _il.Emit(ILCode.LdindI4);
        _il.LoadInt(1);
        _il.Emit(ILCode.Add);
        _il.Emit(ILCode.StindI4);
        int cold = CountDown();
        int past = _il.DefineLabel();
        _il.EmitBranch(ILCode.Br, past);
        _il.Mark(cold);
        _il.LoadArgument(ContextArgument);
        _il.LoadInt(_function);
        Operation(nameof(GuestOps.FinalCode));
        int code = _method.AddLocal(StackType.I64);
        _il.StoreLocal(code);
        GoOnIn(code);
        _il.Mark(past);
    }

    /// <summary>Ends the call in code whose address a local holds; the frame is gone then.</summary>
    private void GoOnIn(int code)
    {
        for (int i = 0; i < _shape.ArgumentTypes.Length; i++)
        {
            _il.LoadArgument(i);
        }

        _il.LoadLocal(code);
        _il.Emit(ILCode.Tail);
        _method.CallIndirect(_shape);
        _il.Emit(ILCode.Ret);
        _maxArguments = Math.Max(_maxArguments, _shape.Params.Length);
    }

    /// <summary>Takes what the loop handed over, before anything else can leave results there.</summary>
    private void TakeHandedOver()
    {
        if (_entryLabel < 0)
        {
            return;
        }

        for (int i = 0; i < _localCount; i++)
        {
            if (!_locals[i].IsBound)
            {
                LoadHandedOver(i);
                _method.LoadIndirect(_locals[i].Type);
                StoreLocalValue(i);
            }
        }

        for (int i = 0; i < _entryOperands.Count; i++)
        {
            LoadHandedOver(_localCount + i);
            _method.LoadIndirect(_entryOperands[i].Type);
            _il.StoreLocal(_entryOperands[i].Place);
        }
    }

    private void LoadHandedOver(int index)
    {
        _il.LoadArgument(TaskArgument);
        AddOffset(ExecContext.ScratchOffset + (16 * index));
    }

    /// <summary>Makes RyuJIT leave the method as it is, which takes a third of the time: code that is never reached mentions a local too often.</summary>
    private void PreventOptimisation()
    {
        if (_method.LocalCount == 0)
        {
            _method.AddLocal(StackType.I32);
        }

        _il.Append(s_mentions);
    }

    private static byte[] Mentions()
    {
        // By a loop: the vectorised ways to fill an array would be compiled at every start.
        var code = new byte[UnoptimisedMentions + 1];
        for (int i = 0; i < UnoptimisedMentions; i++)
        {
            code[i] = (byte)ILCode.Ldloc0;
        }

        code[^1] = (byte)ILCode.Ret;
        return code;
    }
}
