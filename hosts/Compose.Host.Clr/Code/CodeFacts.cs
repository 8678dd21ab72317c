using Compose.Wasm.Core;

namespace Compose.Host.Clr.Code;

/// <summary>What a first pass over a body finds out, so that the translation needs no second thoughts.</summary>
/// <param name="Memories">A bit for each memory below 64 that it, or what may be inlined into it, accesses.</param>
internal readonly record struct CodeFacts(ulong Memories)
{
    /// <summary>Calls within inlined functions are inlined as deep as this.</summary>
    public const int MaxInlineDepth = 3;

    /// <summary>Reads the whole body once, and those of small functions that it calls.</summary>
    public static CodeFacts Of(ClrModule code, int function)
    {
        ulong memories = 0;
        HashSet<(int, int)>? seen = null;
        Read(code, function, 0, ref memories, ref seen);
        return new CodeFacts(memories);
    }

    private static void Read(ClrModule code, int function, int depth, ref ulong memories, ref HashSet<(int, int)>? seen)
    {
        CoreModule module = code.Module;
        FunctionBody body = module.BodyOf(function);
        OperatorReader operators = module.OperatorsOf(body);
        while (operators.MoveNext())
        {
            switch (operators.Info.Immediates)
            {
                case ImmediateKind.MemArg or ImmediateKind.MemArgLane:
                    memories |= 1UL << (int)Math.Min(operators.MemArg.MemoryIndex, 63);
                    break;
                case ImmediateKind.Function when operators.Opcode == Opcode.Call && depth < MaxInlineDepth:
                    int callee = (int)operators.Index;
                    if (!module.IsImported(callee) && code.IsInlinable(callee) && (seen ??= []).Add((callee, depth)))
                    {
                        Read(code, callee, depth + 1, ref memories, ref seen);
                    }

                    break;
            }
        }
    }
}
