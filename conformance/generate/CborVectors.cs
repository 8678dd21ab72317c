using System.Text.Json.Nodes;
using Compose.Canonical;

namespace Compose.Conformance.Generate;

/// <summary>Items that are canonical CBOR and items that are not, each with the rule that it breaks.</summary>
internal static class CborVectors
{
    private static readonly (string Name, string Clause, string Statement, string Hex)[] s_items =
    [
        ("zero", "cbor.heads", "The least integer has one byte.", "00"),
        ("23", "cbor.heads", "23 is the greatest integer of one byte.", "17"),
        ("24", "cbor.heads", "24 has two bytes.", "1818"),
        ("23-long", "cbor.heads", "23 in two bytes is longer than it need be.", "1817"),
        ("255-long", "cbor.heads", "255 in three bytes is longer than it need be.", "1900ff"),
        ("65535-long", "cbor.heads", "65535 in five bytes is longer than it need be.", "1a0000ffff"),
        ("4294967295-long", "cbor.heads", "4294967295 in nine bytes is longer than it need be.", "1b00000000ffffffff"),
        ("greatest", "cbor.heads", "The greatest integer of 64 bits.", "1bffffffffffffffff"),
        ("least-negative", "cbor.heads", "The least integer of 64 bits.", "3bffffffffffffffff"),
        ("length-long", "cbor.heads", "The length of a text is as short as can be, too.", "780161"),
        ("array-long", "cbor.heads", "The length of an array, too.", "980101"),
        ("map-long", "cbor.heads", "The length of a map, too.", "b8010101"),
        ("tag-long", "cbor.heads", "The number of a tag, too.", "d80101"),
        ("indefinite-array", "cbor.heads", "Lengths are definite: no array without one.", "9f01ff"),
        ("indefinite-map", "cbor.heads", "No map without one.", "bf0101ff"),
        ("indefinite-text", "cbor.heads", "No text in pieces.", "7f6161ff"),
        ("indefinite-bytes", "cbor.heads", "No bytes in pieces.", "5f4101ff"),
        ("keys", "cbor.keys", "Keys ascend.", "a201010202"),
        ("keys-descend", "cbor.keys", "Keys that descend are wrong.", "a202020101"),
        ("keys-by-bytes", "cbor.keys", "Keys are compared as encoded: 24 (1818) comes before -1 (20).", "a21818012002"),
        ("keys-not-by-length", "cbor.keys", "They are not compared by length first.", "a22002181801"),
        ("keys-of-text", "cbor.keys", "A shorter text has the smaller head and comes first.", "a2616201626161 02".Replace(" ", "")),
        ("keys-of-text-wrong", "cbor.keys", "So the alphabet alone does not decide.", "a262616102616201"),
        ("key-twice", "cbor.keys", "No key stands twice.", "a201010102"),
        ("nfc", "cbor.text", "Text in form C.", "63c3bc61"),
        ("not-nfc", "cbor.text", "Text that is not in form C: u and a combining diaeresis.", "6375cc88"),
        ("nfc-hangul", "cbor.text", "Letters of Hangul are composed.", "63ea b080".Replace(" ", "")),
        ("not-nfc-hangul", "cbor.text", "Apart, they are not in form C.", "66e18480e185a1"),
        ("not-nfc-order", "cbor.text", "Combining marks stand in canonical order.", "6561cc88cca3"),
        ("not-utf8", "cbor.text", "Text that is not UTF-8 is not well-formed.", "62c328"),
        ("surrogate", "cbor.text", "Nor is an encoded surrogate.", "63eda080"),
        ("float-16", "cbor.floats", "1.5 fits in 16 bits.", "f93e00"),
        ("float-32", "cbor.floats", "100000.0 needs 32 bits.", "fa47c35000"),
        ("float-64", "cbor.floats", "1.1 needs 64 bits.", "fb3ff199999999999a"),
        ("float-32-long", "cbor.floats", "1.5 in 32 bits is longer than it need be.", "fa3fc00000"),
        ("float-64-long", "cbor.floats", "100000.0 in 64 bits is longer than it need be.", "fb40f86a0000000000"),
        ("nan", "cbor.floats", "The only NaN.", "f97e00"),
        ("nan-payload", "cbor.floats", "No other NaN.", "f97e01"),
        ("nan-64", "cbor.floats", "Nor a wider one.", "fb7ff8000000000000"),
        ("minus-zero", "cbor.floats", "Minus zero is a float of its own.", "f98000"),
        ("bignum", "cbor.integers", "An integer beyond 64 bits is a bignum.", "c249010000000000000000"),
        ("bignum-small", "cbor.integers", "One that fits is none.", "c24101"),
        ("bignum-zeros", "cbor.integers", "A bignum has no leading zeros.", "c24a00010000000000000000"),
        ("simple-two-bytes", "cbor.items", "A simple value below 32 in two bytes is not well-formed.", "f81f"),
        ("simple", "cbor.items", "A simple value above 31.", "f8ff"),
        ("trailing", "cbor.items", "There is one item, and nothing after it.", "0000"),
        ("empty", "cbor.items", "No bytes are no item.", ""),
        ("cut", "cbor.items", "An item that ends early.", "8201"),
        ("reserved", "cbor.items", "A reserved length is not well-formed.", "1c"),
        ("break", "cbor.items", "A break outside is not well-formed.", "ff"),
        ("huge-length", "cbor.items", "A length beyond the data is not well-formed, however huge.", "9bffffffffffffffff"),
        ("depth-100", "cbor.depth", "A hundred levels are deep enough.", Deep(100)),
        ("depth-101", "cbor.depth", "A hundred and one are too deep.", Deep(101)),
    ];

    public static VectorSet Make()
    {
        var set = new VectorSet("cbor", "Canonical CBOR (cborcanon:1): each item is accepted, or breaks the rule that is named.");
        foreach ((string name, string clause, string statement, string hex) in s_items)
        {
            set.Add(name, clause, statement, new JsonObject { ["hex"] = hex }, new JsonObject { ["rule"] = RuleOf(Convert.FromHexString(hex)) });
        }

        return set;
    }

    // Null: canonical. What cannot be read at all is "well-formed" or "depth".
    private static string? RuleOf(byte[] data)
    {
        try
        {
            _ = CborReader.Read(data, out IReadOnlyList<CborViolation> violations, CborLimits.Plan);
            return violations.Count == 0 ? null : CborViolation.RuleName(violations[0].Rule);
        }
        catch (ComposeException failure)
        {
            return failure.Error.Code == ErrorCodes.Canon.LimitExceeded ? "depth" : "well-formed";
        }
    }

    private static string Deep(int levels) => string.Concat(Enumerable.Repeat("81", levels)) + "00";
}
