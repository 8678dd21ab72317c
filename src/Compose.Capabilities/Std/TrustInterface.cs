using Compose.Capabilities.Wasi;
using Compose.Runtime;

namespace Compose.Capabilities.Std;

/// <summary><c>sys:compose/trust</c>: what the host's policy says of bytes; a guest can ask and change nothing.</summary>
internal static class TrustInterface
{
    public const string Name = "sys:compose/trust";

    private const int Denied = 0, InvalidDigest = 1;

    public static HostInstance Make(NodeSession session)
    {
        ITrustGate? gate = session.Authority.Grants.ContainsKey(Name) ? session.Authority.Facilities.Trust : null;
        return new InterfaceBuilder(Name, session)
            .Function("verify", (_, args) =>
            {
                byte[] bytes = args[1].AsBytes;
                return gate is null
                    ? Value.Err(Value.Case(Denied))
                    : Answer(gate, new TrustSubject(Digest.Of(bytes), args[0].AsString, TrustOrigin.Fetched) { Bytes = bytes });
            })
            .Function("verify-digest", (_, args) => gate is null
                ? Value.Err(Value.Case(Denied))
                : args[0].AsBytes is { Length: Digest.Size } bytes
                    ? Answer(gate, new TrustSubject(new Digest(bytes), "(digest)", TrustOrigin.Fetched))
                    : Value.Err(Value.Case(InvalidDigest)))
            .Instance;
    }

    private static Value Answer(ITrustGate gate, TrustSubject subject)
    {
        TrustVerdict verdict = gate.Judge(subject);
        return Value.Ok(Value.Record(Value.From(verdict.IsAllowed), Value.From(verdict.Label.ToString()), Value.List([.. verdict.Vouchers.Select(Value.From)])));
    }
}
