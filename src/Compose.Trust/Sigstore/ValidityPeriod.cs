using Compose.Signing;
namespace Compose.Trust.Sigstore;

/// <summary>A closed interval of time; without end it lasts.</summary>
public readonly record struct ValidityPeriod(DateTimeOffset Start, DateTimeOffset? End)
{
    public bool Contains(DateTimeOffset time) => time >= Start && (End is null || time <= End);

    internal static ValidityPeriod Read(TrustJson json)
    {
        json.Object();
        var period = new ValidityPeriod(json.Require("start").Instant(), json.Get("end")?.Instant());
        return period.End < period.Start ? throw json.Fail($"'{json.Path}' ends before it starts") : period;
    }
}
