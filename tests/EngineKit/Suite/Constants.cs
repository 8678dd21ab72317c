using System.Globalization;
using Compose.Engine;
using Compose.Testing;
using Compose.Wasm.Core;

namespace Compose.EngineKit.Suite;

/// <summary>Script constants as slots, and their comparison with results.</summary>
internal static class Constants
{
    /// <summary>Writes an argument; the number of slots it takes.</summary>
    public static int Write(WastConst constant, Span<ulong> slots, ICoreStore store)
    {
        switch (constant.Type)
        {
            case "v128":
                (slots[0], slots[1]) = constant.V128Bits;
                return 2;
            case "externref" or "anyref" when !constant.IsNull:
                slots[0] = store.ExternRefSlot(HostObject(constant.Text!));
                return 1;
            default:
                slots[0] = constant.IsNull ? 0 : constant.Bits;
                return 1;
        }
    }

    /// <summary>Null when the results are as expected, else what differs.</summary>
    public static string? Compare((ulong[] Slots, FuncType Type) actual, IReadOnlyList<WastConst> expected, ICoreStore store)
    {
        if (actual.Type.Results.Length != expected.Count)
        {
            return $"{actual.Type.Results.Length} results instead of {expected.Count}";
        }

        int at = 0;
        for (int i = 0; i < expected.Count; i++)
        {
            if (!Matches(expected[i], actual.Slots.AsSpan(at), store))
            {
                return $"result {i} is 0x{actual.Slots[at]:x16}{(expected[i].Type == "v128" ? $" 0x{actual.Slots[at + 1]:x16}" : string.Empty)}, expected {expected[i]}";
            }

            at += actual.Type.Results[i].IsVector ? 2 : 1;
        }

        return null;
    }

    private static bool Matches(WastConst expected, ReadOnlySpan<ulong> slots, ICoreStore store)
    {
        switch (expected.Type)
        {
            case "either":
                foreach (WastConst alternative in expected.Alternatives)
                {
                    if (Matches(alternative, slots, store))
                    {
                        return true;
                    }
                }

                return false;
            case "i32" or "i64":
                return slots[0] == expected.Bits;
            case "f32" or "f64":
                return MatchesNumber(expected.Type, expected.Text!, slots[0]);
            case "v128":
                return MatchesVector(expected, slots[0], slots[1]);
            default:
                if (expected.IsNull)
                {
                    return slots[0] == 0;
                }

                return expected.Text is { } text && expected.Type == "externref"
                    ? store.ExternRefOf(slots[0]) is string host && host == HostObject(text)
                    : slots[0] != 0;
        }
    }

    private static bool MatchesNumber(string type, string text, ulong bits) => (type, text) switch
    {
        ("f32", "nan:canonical") => (bits & 0x7fffffff) == 0x7fc00000,
        ("f32", "nan:arithmetic") => (bits & 0x7fc00000) == 0x7fc00000,
        ("f64", "nan:canonical") => (bits & 0x7fffffffffffffff) == 0x7ff8000000000000,
        ("f64", "nan:arithmetic") => (bits & 0x7ff8000000000000) == 0x7ff8000000000000,
        _ => bits == WastConst.BitsOf(type, text),
    };

    private static bool MatchesVector(WastConst expected, ulong low, ulong high)
    {
        UInt128 bits = new(high, low);
        IReadOnlyList<string> lanes = expected.Lanes;
        int width = 128 / lanes.Count;
        for (int i = 0; i < lanes.Count; i++)
        {
            ulong lane = (ulong)(bits >> (i * width)) & (width == 64 ? ulong.MaxValue : (1UL << width) - 1);
            if (!MatchesNumber(expected.LaneType, lanes[i], lane))
            {
                return false;
            }
        }

        return true;
    }

    private static string HostObject(string number) => string.Intern("host " + number.ToString(CultureInfo.InvariantCulture));
}
