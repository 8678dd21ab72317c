using Compose.Wasm.Core;

namespace Compose.Host.Clr.Code;

/// <summary>What a first pass over a body finds out, so that the translation needs no second thoughts.</summary>
internal readonly record struct CodeFacts(ulong Memories, bool HasCalls, bool HasLoops)
{
    /// <summary>Reads the whole body once. <see cref="Memories"/> has a bit for each accessed memory below 64.</summary>
    public static CodeFacts Of(CoreModule module, in FunctionBody body)
    {
        ulong memories = 0;
        bool calls = false, loops = false;
        OperatorReader operators = module.OperatorsOf(body);
        while (operators.MoveNext())
        {
            switch (operators.Info.Immediates)
            {
                case ImmediateKind.MemArg or ImmediateKind.MemArgLane:
                    memories |= 1UL << (int)Math.Min(operators.MemArg.MemoryIndex, 63);
                    break;
                case ImmediateKind.Function when operators.Opcode != Opcode.RefFunc:
                case ImmediateKind.TypeTable:
                case ImmediateKind.Type when operators.Opcode is Opcode.CallRef or Opcode.ReturnCallRef:
                    calls = true;
                    break;
                case ImmediateKind.Block when operators.Opcode == Opcode.Loop:
                    loops = true;
                    break;
            }
        }

        return new CodeFacts(memories, calls, loops);
    }
}
