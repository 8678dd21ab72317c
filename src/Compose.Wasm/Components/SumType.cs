namespace Compose.Wasm.Components;

/// <summary>
/// What variants, options, results and enums share in the canonical ABI: a discriminant, then the payload of one case.
/// </summary>
public abstract class SumType : ComponentValueType
{
    private ComponentValueType?[] _payloads = [];

    /// <summary>Bytes of the discriminant: 1, 2 or 4.</summary>
    public int DiscriminantSize { get; private set; }

    /// <summary>Where the payload begins, in a memory addressed by 32 bits.</summary>
    public int PayloadOffset32 { get; private set; }

    /// <summary>Where the payload begins, in a memory addressed by 64 bits.</summary>
    public int PayloadOffset64 { get; private set; }

    /// <summary>The payload type of each case in order, null for a case without one.</summary>
    public IReadOnlyList<ComponentValueType?> Payloads => _payloads;

    private protected void SetCases(ComponentValueType?[] cases)
    {
        _payloads = cases;
        DiscriminantSize = cases.Length <= 0x100 ? 1 : cases.Length <= 0x1_0000 ? 2 : 4;
        var (payloadSize32, payloadSize64, payloadAlignment32, payloadAlignment64) = (0L, 0L, 1, 1);
        foreach (var payload in cases)
        {
            if (payload is null)
            {
                continue;
            }

            IncludeValue(payload);
            payloadSize32 = Math.Max(payloadSize32, payload.Size32);
            payloadSize64 = Math.Max(payloadSize64, payload.Size64);
            payloadAlignment32 = Math.Max(payloadAlignment32, payload.Alignment32);
            payloadAlignment64 = Math.Max(payloadAlignment64, payload.Alignment64);
        }

        PayloadOffset32 = (int)AlignTo(DiscriminantSize, payloadAlignment32);
        PayloadOffset64 = (int)AlignTo(DiscriminantSize, payloadAlignment64);
        Alignment32 = Math.Max(DiscriminantSize, payloadAlignment32);
        Alignment64 = Math.Max(DiscriminantSize, payloadAlignment64);
        Size32 = AlignTo(PayloadOffset32 + payloadSize32, Alignment32);
        Size64 = AlignTo(PayloadOffset64 + payloadSize64, Alignment64);
    }

    private protected override bool TryFlatten(bool memory64, List<FlatType> into)
    {
        if (!Append(FlatType.I32, 1, into))
        {
            return false;
        }

        var start = into.Count;
        foreach (var payload in _payloads)
        {
            if (payload is null)
            {
                continue;
            }

            if (payload.Flatten(memory64) is not { } flat || start + flat.Count > MaxFlatParameters)
            {
                return false;
            }

            for (var i = 0; i < flat.Count; i++)
            {
                if (start + i < into.Count)
                {
                    into[start + i] = FlatTypes.Join(into[start + i], flat[i]);
                }
                else
                {
                    into.Add(flat[i]);
                }
            }
        }

        return true;
    }
}
