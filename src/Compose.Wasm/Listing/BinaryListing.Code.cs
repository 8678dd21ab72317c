using System.Globalization;
using System.Text;
using Compose.Wasm.Core;

namespace Compose.Wasm.Listing;

/// <summary>Instructions.</summary>
public sealed partial class BinaryListing
{
    private void Code(OperatorReader operators)
    {
        int open = 1;
        while (operators.MoveNext())
        {
            if (operators.Depth == 0)
            {
                break;
            }

            Opcode opcode = operators.Opcode;
            if (operators.Depth < open || opcode == Opcode.Else)
            {
                _writer.Out();
            }

            _writer.Line(operators.Offset, Instruction(operators));
            if (operators.Depth > open || opcode == Opcode.Else)
            {
                _writer.In();
            }

            open = operators.Depth;
        }
    }

    private static string Instruction(scoped in OperatorReader at)
    {
        string name = OpcodeTable.NameOf(at.Opcode);
        switch (at.Info.Immediates)
        {
            case ImmediateKind.None or ImmediateKind.Zero:
                return name;
            case ImmediateKind.Block:
                return name + Text(at.BlockType);
            case ImmediateKind.Labels:
                var labels = new StringBuilder(name);
                foreach (uint label in at.BranchTargets)
                {
                    labels.Append(' ').Append(label);
                }

                return labels.Append(' ').Append(at.BranchTargets.Default).ToString();
            case ImmediateKind.TypeTable:
                return $"{name}{(at.Index2 == 0 ? string.Empty : $" {at.Index2}")} (type {at.Index})";
            case ImmediateKind.Label or ImmediateKind.Function or ImmediateKind.Type or ImmediateKind.Local or ImmediateKind.Global
                or ImmediateKind.Tag or ImmediateKind.Data or ImmediateKind.Element:
                return $"{name} {at.Index}";
            case ImmediateKind.Table or ImmediateKind.Memory:
                return at.Index == 0 ? name : $"{name} {at.Index}";
            case ImmediateKind.MemArg:
                return name + Text(at.MemArg, at.Info.SizeLog2);
            case ImmediateKind.MemArgLane:
                return $"{name}{Text(at.MemArg, at.Info.SizeLog2)} {at.Lane}";
            case ImmediateKind.Lane:
                return $"{name} {at.Lane}";
            case ImmediateKind.Shuffle:
                return $"{name} {string.Join(' ', Enumerable.Range(0, 16).Select(Lane(at.V128Halves)))}";
            case ImmediateKind.I32:
                return $"{name} {at.I32}";
            case ImmediateKind.I64:
                return $"{name} {at.I64}";
            case ImmediateKind.F32:
                return $"{name} {Float(BitConverter.UInt32BitsToSingle(at.F32Bits), at.F32Bits)}";
            case ImmediateKind.F64:
                return $"{name} {Float(BitConverter.UInt64BitsToDouble(at.F64Bits), at.F64Bits)}";
            case ImmediateKind.V128:
                (ulong low, ulong high) = at.V128Halves;
                return string.Create(CultureInfo.InvariantCulture, $"{name} i64x2 0x{low:x16} 0x{high:x16}");
            case ImmediateKind.Heap:
                return $"{name} {at.Heap}";
            case ImmediateKind.SelectTypes:
                return $"{name} (result {at.SelectType})";
            case ImmediateKind.TryTable:
                var clauses = new StringBuilder(name).Append(Text(at.BlockType));
                foreach (CatchClause clause in at.Catches)
                {
                    clauses.Append(" (").Append(clause.IsAll ? "catch_all" : "catch").Append(clause.PushesReference ? "_ref " : " ");
                    clauses.Append(clause.IsAll ? string.Empty : $"{clause.Tag} ").Append(clause.Label).Append(')');
                }

                return clauses.ToString();
            case ImmediateKind.Cast:
                return $"{name} {at.Index} {at.CastFrom} {at.CastTo}";
            case ImmediateKind.DataMemory or ImmediateKind.ElementTable:
                return at.Index2 == 0 ? $"{name} {at.Index}" : $"{name} {at.Index2} {at.Index}";
            case ImmediateKind.MemoryMemory or ImmediateKind.TableTable:
                return at is { Index: 0, Index2: 0 } ? name : $"{name} {at.Index} {at.Index2}";
            default:
                return $"{name} {at.Index} {at.Index2}";
        }
    }

    private static Func<int, string> Lane((ulong Low, ulong High) halves) =>
        lane => ((byte)((lane < 8 ? halves.Low : halves.High) >> (8 * (lane & 7)))).ToString(CultureInfo.InvariantCulture);

    private static string Text(BlockType type) =>
        type.IsFunction ? $" (type {type.TypeIndex})" : type.IsEmpty ? string.Empty : $" (result {type.Value})";

    private static string Text(MemArg arg, int natural)
    {
        var text = new StringBuilder();
        text.Append(arg.MemoryIndex == 0 ? string.Empty : $" {arg.MemoryIndex}");
        text.Append(arg.Offset == 0 ? string.Empty : $" offset={arg.Offset}");
        return text.Append(arg.AlignLog2 == natural ? string.Empty : $" align={1L << arg.AlignLog2}").ToString();
    }

    /// <summary>The shortest digits that read back to the same number; what is no number by its bits.</summary>
    private static string Float(double value, ulong bits)
    {
        if (double.IsNaN(value) || double.IsInfinity(value))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{(double.IsNaN(value) ? "nan" : value < 0 ? "-inf" : "inf")} (; 0x{bits:x} ;)");
        }

        return value.ToString("R", CultureInfo.InvariantCulture);
    }
}
