using Compose.Wasm.Core;

namespace Compose.Host.Clr.Code;

/// <summary>What a first pass over a body finds out, so that the translation needs no second thoughts.</summary>
/// <param name="Memories">A bit for each memory below 64 that it, or what may be inlined into it, accesses.</param>
/// <param name="Zero">Locals that never hold anything but zero; null if there are none.</param>
/// <param name="Accesses">Number of loads and stores in its own code.</param>
internal readonly record struct CodeFacts(ulong Memories, bool[]? Zero, int Accesses)
{
    /// <summary>Calls within inlined functions are inlined as deep as this.</summary>
    public const int MaxInlineDepth = 3;

    /// <summary>Reads the whole body once, and those of small functions that it calls.</summary>
    public static CodeFacts Of(ClrModule code, int function)
    {
        ulong memories = 0;
        HashSet<(int, int)>? seen = null;
        FunctionBody body = code.Module.BodyOf(function);
        int parameters = code.Module.FunctionTypeOf(function).Params.Length;
        bool[]? zero = body.LocalCount == 0 ? null : new bool[parameters + body.LocalCount];
        for (int i = parameters; i < zero?.Length; i++)
        {
            zero[i] = true;
        }

        int accesses = Read(code, function, 0, zero, ref memories, ref seen);
        return new CodeFacts(memories, zero, accesses);
    }

    private static int Read(ClrModule code, int function, int depth, bool[]? zero, ref ulong memories, ref HashSet<(int, int)>? seen)
    {
        CoreModule module = code.Module;
        FunctionBody body = module.BodyOf(function);
        OperatorReader operators = module.OperatorsOf(body);
        bool wasZero = false;
        int accesses = 0;
        while (operators.MoveNext())
        {
            // Position-independent code keeps the base of its memory, which is 0 once it is linked, in locals.
            bool isZero = operators.Opcode switch
            {
                Opcode.I32Const => operators.I32 == 0,
                Opcode.I64Const => operators.I64 == 0,
                Opcode.GlobalGet => zero is not null && code.TryGetConstant((int)operators.Index, out long value) && value == 0,
                _ => false,
            };
            if (zero is not null && !wasZero && operators.Opcode is Opcode.LocalSet or Opcode.LocalTee)
            {
                zero[operators.Index] = false;
            }

            wasZero = isZero;
            switch (operators.Info.Immediates)
            {
                case ImmediateKind.MemArg or ImmediateKind.MemArgLane:
                    accesses++;
                    memories |= 1UL << (int)Math.Min(operators.MemArg.MemoryIndex, 63);
                    break;
                case ImmediateKind.Function when operators.Opcode == Opcode.Call && depth < MaxInlineDepth:
                    int callee = (int)operators.Index;
                    if (!module.IsImported(callee) && code.IsInlinable(callee) && (seen ??= []).Add((callee, depth)))
                    {
                        Read(code, callee, depth + 1, null, ref memories, ref seen);
                    }

                    break;
            }
        }

        return accesses;
    }
}
