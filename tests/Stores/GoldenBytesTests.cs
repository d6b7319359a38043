using Mainstay.Entities;

namespace Mainstay.Tests.Stores;

/// <summary>
/// The encoding that hashes are taken over, byte by byte. It is stored for ever: a change here means that no journal written before can be verified.
/// </summary>
public sealed class GoldenBytesTests
{
    private const string FullRow =
        "0700000000000000" + "0300000000000000" + "00000951929bd808" + "01000951929bd808" // offset, version, instant, remembered at
        + "0102030405060708090a0b0c0d0e0f10" + "1112131415161718191a1b1c1d1e1f20" // command id, body hash
        + "4d00000000000000" + "02000000" + "0100" // mail source: offset, index, shard
        + "0700" + "1000" + "0400" + "0200" + "0000" + "07000000" // lengths of stream, type, actor, outcome; shard; length of data
        + "7468696e672f37" + "7468696e672e68617070656e65642e31" + "5a6fc3ab" + "6f6b" + "7b226e223a317d"; // thing/7, thing.happened.1, Zoë, ok, {"n":1}

    [Fact]
    public void A_row_with_everything()
    {
        var rows = new EncodedRows();
        Rows.Add(rows, 7, "thing/7", """{"n":1}"""u8);

        Assert.Equal(FullRow, Convert.ToHexStringLower(rows.BytesOf(0)));
    }

    [Fact]
    public void A_row_with_as_little_as_possible()
    {
        var row = new RowFields { Stream = "a/b"u8, Version = 1, Type = "$taken"u8, Actor = "mail"u8, InstantTicks = 1 };
        var buffer = new byte[RowBytes.LengthOf(row)];
        var rows = new EncodedRows();
        rows.Add(buffer.AsSpan(0, RowBytes.Write(row, buffer)), 1);

        Assert.Equal(
            "0100000000000000" + "0100000000000000" + "0100000000000000" + new string('0', 16) + new string('0', 64) + new string('0', 28)
            + "0300" + "0600" + "0400" + "ffff" + "0000" + "00000000" + "612f62" + "2474616b656e" + "6d61696c",
            Convert.ToHexStringLower(rows.BytesOf(0)));
        Assert.False(rows[0].HasOutcome);
    }

    [Fact]
    public void The_chain_over_two_batches()
    {
        var first = Rows.After(JournalHead.Empty, 2);
        var second = Rows.After(first.Head, 1);

        Assert.Equal("c5c9a285ee7d5446457ffe7ffd4e339600406ceaa889a1cc3222ac54036a3fe7", Convert.ToHexStringLower(first.Head.Hash.Span));
        Assert.Equal("6b5cfcc2715b33ff3eda150449309583d38da0dd84c2c4b38a29ff1d124caa1b", Convert.ToHexStringLower(second.Head.Hash.Span));
    }

    [Fact]
    public void An_entity_rows_checksum() =>
        Assert.Equal(2945278340, new EntityRow("counter/a", 3, 5, "body"u8.ToArray()).Checksum());
}
