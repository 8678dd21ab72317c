namespace Compose.Trust.Tests;

public sealed class TrustLabelTests
{
    private static readonly TrustLabel[] s_all =
        [TrustLabel.CoreVerified, TrustLabel.CoreUnverified, TrustLabel.PluginDerived, TrustLabel.VizDerived, TrustLabel.PluginDerived.Meet(TrustLabel.VizDerived)];

    [Fact]
    public void Meet_AllPairs_IsALatticeAndNeverRises()
    {
        foreach (TrustLabel a in s_all)
        {
            Assert.Equal(a, a.Meet(a));
            foreach (TrustLabel b in s_all)
            {
                TrustLabel meet = a.Meet(b);
                Assert.Equal(meet, b.Meet(a));
                Assert.True(a.Permits(meet) && b.Permits(meet));
                Assert.Equal(meet == b, a.Permits(b));
                foreach (TrustLabel c in s_all)
                {
                    Assert.Equal(meet.Meet(c), a.Meet(b.Meet(c)));
                }
            }
        }
    }

    [Fact]
    public void Text_RoundTrips()
    {
        foreach (TrustLabel label in s_all)
        {
            Assert.True(TrustLabel.TryParse(label.ToString(), out TrustLabel read));
            Assert.Equal(label, read);
        }

        Assert.False(TrustLabel.TryParse("core", out TrustLabel none));
        Assert.False(none.IsVerified);
    }
}
