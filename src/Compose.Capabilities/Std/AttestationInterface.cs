using Compose.Capabilities.Wasi;
using Compose.Runtime;

namespace Compose.Capabilities.Std;

/// <summary>
/// <c>std:attest/attestation</c>: statements that the host signs for a guest. The key may be behind a service, so what
/// uses it runs beside the guest's thread.
/// </summary>
internal static class AttestationInterface
{
    public const string Name = "std:attest/attestation";

    private const int MaxClaims = 64, MaxText = 8 << 10, MaxAttestation = 1 << 20;
    private const int Denied = 0, NoKey = 1, TooLarge = 2, Invalid = 3, Failed = 4;

    public static HostInstance Make(NodeSession session)
    {
        bool isGranted = session.Authority.Grants.ContainsKey(Name);
        return new InterfaceBuilder(Name, session)
            .Refusing(Value.Err(Value.Case(Denied)))
            .Function("attest", (_, args) =>
            {
                Value[] pairs = args[1].AsList;
                string type = args[0].AsString;
                int size = type.Length;
                var claims = new List<KeyValuePair<string, string>>(pairs.Length);
                var names = new HashSet<string>(StringComparer.Ordinal);
                bool isFit = pairs.Length <= MaxClaims;
                foreach (Value pair in pairs)
                {
                    Value[] parts = pair.AsList;
                    size += parts[0].AsString.Length + parts[1].AsString.Length;
                    isFit &= names.Add(parts[0].AsString);
                    claims.Add(new(parts[0].AsString, parts[1].AsString));
                }

                return With(session, isGranted, attester => isFit && size <= MaxText
                    ? Value.Ok(Value.From(attester.Attest(Claim(session, type, claims))))
                    : Value.Err(Value.Case(TooLarge)));
            })
            .Function("verify", (_, args) =>
            {
                byte[] bytes = args[0].AsBytes;
                return With(session, isGranted, attester => bytes.Length <= MaxAttestation ? Verified(session, attester, bytes) : Value.Err(Value.Case(TooLarge)));
            })
            .Function("get-public-key", (_, _) => With(session, isGranted, static attester => Value.Ok(Value.From(attester.PublicKey))))
            .Instance;
    }

    private static Value Verified(NodeSession session, IGuestAttester attester, byte[] bytes)
    {
        GuestClaim? claim = attester.Verify(bytes);
        bool isValid = claim is not null && claim.Artifact == session.Authority.Facilities.Artifact && claim.Tenant == session.Authority.Facilities.Tenant;

        // What is not valid is not told: a guest must not come to rely on it.
        return Value.Ok(Value.Record(
            Value.From(isValid),
            Value.From(isValid ? claim!.Instance.Text ?? string.Empty : string.Empty),
            Value.From(isValid ? claim!.Type : string.Empty),
            Value.List(isValid ? [.. claim!.Claims.Select(pair => Value.Tuple(Value.From(pair.Key), Value.From(pair.Value)))] : [])));
    }

    private static GuestClaim Claim(NodeSession session, string type, IReadOnlyList<KeyValuePair<string, string>> claims)
    {
        HostFacilities facilities = session.Authority.Facilities;
        return new GuestClaim(facilities.Artifact, facilities.Plan, session.Node, facilities.Tenant, type, claims);
    }

    private static HostOutcome With(NodeSession session, bool isGranted, Func<IGuestAttester, Value> work) => !isGranted
        ? Value.Err(Value.Case(Denied))
        : session.Authority.Facilities.Attester is not { } attester
            ? Value.Err(Value.Case(NoKey))
            : HostOutcome.Pending(new ValueTask<Value>(Task.Run(() => Try(attester, work))));

    private static Value Try(IGuestAttester attester, Func<IGuestAttester, Value> work)
    {
        try
        {
            return work(attester);
        }
        catch (ComposeException e)
        {
            bool isBad = e.Error.Code == ErrorCodes.Trust.InvalidBundle || e.Error.Code == ErrorCodes.Trust.InvalidStatement;
            return Value.Err(Value.Case(isBad ? Invalid : Failed));
        }
    }
}
