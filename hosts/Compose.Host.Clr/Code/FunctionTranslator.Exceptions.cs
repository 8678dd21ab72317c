using Compose.Host.Clr.Ops;
using Compose.Wasm.Core;

namespace Compose.Host.Clr.Code;

/// <summary>
/// <c>try_table</c> as a protected region of IL whose handler takes WebAssembly exceptions only: traps, interrupts and
/// exceptions of the host pass.
/// </summary>
internal sealed partial class FunctionTranslator
{
    private void OpenTry(BlockType type, CatchClauses clauses)
    {
        SettleAll();
        Block block = OpenBlock(Opcode.TryTable, type, _il.DefineLabel());
        block.Region = new TryRegion
        {
            Start = _il.DefineLabel(), HandlerStart = _il.DefineLabel(), HandlerEnd = _il.DefineLabel(), Enclosing = _region,
        };
        foreach (CatchClause clause in clauses)
        {
            block.Region.Clauses.Add(clause);
        }

        RefreshLengths();
        CloseFuel();
        _region = block.Region;
        _tryDepth++;
        MarkLabel(block.Region.Start);
        OpenFuel(check: false);
    }

    /// <summary>At the end of the body: cold code, then the handler, which tries the clauses in order.</summary>
    private void CloseTry(Block block)
    {
        TryRegion region = block.Region!;
        CloseFuel();
        WriteCold(region);
        _il.Mark(region.HandlerStart);
        int exception = NewTemporary(StackType.Object);
        _il.StoreLocal(exception);
        ReloadFuel();
        bool takesAll = false;
        foreach (CatchClause clause in region.Clauses)
        {
            int next = _il.DefineLabel();
            if (!clause.IsAll)
            {
                _il.LoadLocal(exception);
                _il.LoadArgument(ContextArgument);
                _il.LoadInt((int)clause.Tag);
                Operation(nameof(GuestOps.CatchMatches));
                _il.EmitBranch(ILCode.Brfalse, next);
            }

            WriteClause(clause, exception);
            _il.Mark(next);
            if (clause.IsAll)
            {
                takesAll = true;
                break;
            }
        }

        if (!takesAll)
        {
            _il.Emit(ILCode.Rethrow);
        }

        _il.Mark(region.HandlerEnd);
        Release(exception);
        AssumeLengths();
        _region = region.Enclosing!;
        _tryDepth--;
        _closedRegions.Add(region);
    }

    private void WriteClause(CatchClause clause, int exception)
    {
        if (!clause.IsAll)
        {
            int slot = 0;
            foreach (StackType type in _code.ShapeOfType(_module.Tags[(int)clause.Tag].TypeIndex).Params)
            {
                _il.LoadLocal(exception);
                _il.LoadInt(slot);
                Operation("Payload" + type);
                PushResult(type);
                slot += StackTypes.SlotsOf(type);
            }
        }

        if (clause.PushesReference)
        {
            _il.LoadLocal(exception);
            _il.LoadArgument(TaskArgument);
            Operation(nameof(GuestOps.ExceptionReference));
            PushResult(StackType.I64);
        }

        // Labels of clauses are counted outside of the try_table.
        _lengthsValid = _facts.Memories == 0;
        BranchAlways((int)clause.Label + 1);
    }

    private void TranslateThrow(int tag)
    {
        StackType[] types = _code.ShapeOfType(_module.Tags[tag].TypeIndex).Params;
        _il.LoadArgument(ContextArgument);
        _il.LoadInt(tag);
        Operation(nameof(GuestOps.NewException));
        int slot = 0;
        int first = _height - types.Length;
        for (int i = 0; i < types.Length; i++)
        {
            _il.Emit(ILCode.Dup);
            _il.LoadInt(slot);
            Evaluate(_stack[first + i]);
            Operation("SetPayload" + types[i]);
            slot += StackTypes.SlotsOf(types[i]);
        }

        _height = first;
        _settled = Math.Min(_settled, first);
        CloseFuel();
        SpillFuel();
        _il.Emit(ILCode.Throw);
        BecomeUnreachable();
    }
}
