using Compose.Wasm.Core;

namespace Compose.Host.Clr.Code;

/// <summary>What inlining must know of a small function.</summary>
/// <param name="Written">Bit i: local i is set.</param>
/// <param name="HasBlocks">It has labels, or returns early.</param>
internal readonly record struct InlineFacts(ulong Written, bool HasBlocks)
{
    private const int MaxBytes = 40;
    private const int MaxLocals = 12;

    /// <summary>
    /// Whether a function is small and simple enough. Loops, traps on purpose, tail and indirect calls stay apart: their
    /// frames are looked for in backtraces, or their cost hides that of the call.
    /// </summary>
    public static bool IsInlinable(CoreModule module, int function)
    {
        FunctionBody body = module.BodyOf(function);
        if (body.CodeLength > MaxBytes || body.LocalCount + module.FunctionTypeOf(function).Params.Length > MaxLocals)
        {
            return false;
        }

        OperatorReader operators = module.OperatorsOf(body);
        while (operators.MoveNext())
        {
            if (operators.Opcode is (>= Opcode.I32DivS and <= Opcode.I32RemU) or (>= Opcode.I64DivS and <= Opcode.I64RemU)
                or (>= Opcode.I32TruncF32S and <= Opcode.I32TruncF64U) or (>= Opcode.I64TruncF32S and <= Opcode.I64TruncF64U)
                or (>= Opcode.MemoryInit and <= Opcode.TableFill)
                or Opcode.Unreachable or Opcode.Loop or Opcode.TryTable or Opcode.BrTable or Opcode.Throw or Opcode.ThrowRef
                or Opcode.ReturnCall or Opcode.ReturnCallIndirect or Opcode.ReturnCallRef or Opcode.CallIndirect or Opcode.CallRef)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads the body once.</summary>
    public static InlineFacts Of(CoreModule module, in FunctionBody body)
    {
        ulong written = 0;
        bool blocks = false;
        OperatorReader operators = module.OperatorsOf(body);
        while (operators.MoveNext())
        {
            switch (operators.Opcode)
            {
                case Opcode.LocalSet or Opcode.LocalTee:
                    written |= 1UL << (int)operators.Index;
                    break;
                case Opcode.Block or Opcode.If or Opcode.Br or Opcode.BrIf or Opcode.Return or Opcode.BrOnNull or Opcode.BrOnNonNull:
                    blocks = true;
                    break;
            }
        }

        return new InlineFacts(written, blocks);
    }
}
