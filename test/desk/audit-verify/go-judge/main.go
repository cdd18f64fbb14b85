// A judge of audit logs that is written by other people: Go's sumdb/tlog and sumdb/note.
//
// It opens the signed checkpoint of a log's folder, recomputes the tree from its tiles, compares each
// entry of each bundle with it, and checks the proofs that it is given as JSON on stdin.
package main

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type request struct {
	Folder      string
	Key         string
	Inclusion   []inclusion
	Consistency []consistency
}

type inclusion struct {
	Sequence, Size int64
	Root, LeafHash string
	Hashes         []string
}

type consistency struct {
	OldSize, NewSize int64
	OldRoot, NewRoot string
	Hashes           []string
}

// folder reads tiles as tlog-tiles lays them out, full ones in the place of parts of them.
type folder string

func (f folder) Height() int { return 8 }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		name := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(string(f), name))
		if err != nil {
			full, _, _ := strings.Cut(name, ".p/")
			if data, err = os.ReadFile(filepath.Join(string(f), full)); err != nil {
				return nil, err
			}
		}
		if len(data) < tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s is short", name)
		}
		all = append(all, data[:tile.W*tlog.HashSize])
	}
	return all, nil
}

func main() {
	var asked request
	must(json.NewDecoder(os.Stdin).Decode(&asked))
	tree := open(asked)
	reader := tlog.TileHashReader(tree, folder(asked.Folder))
	root, err := tlog.TreeHash(tree.N, reader)
	must(err)
	if root != tree.Hash {
		fail("the tiles have the root %v, the checkpoint %v", root, tree.Hash)
	}
	entries := compare(asked.Folder, tree, reader)
	for _, p := range asked.Inclusion {
		must(tlog.CheckRecord(hashes(p.Hashes), p.Size, hash(p.Root), p.Sequence, hash(p.LeafHash)))
	}
	for _, p := range asked.Consistency {
		must(tlog.CheckTree(hashes(p.Hashes), p.NewSize, hash(p.NewRoot), p.OldSize, hash(p.OldRoot)))
	}
	fmt.Printf("%d entries, %d and %d proofs", entries, len(asked.Inclusion), len(asked.Consistency))
}

// open returns the tree of the checkpoint, whose signature it has checked.
func open(asked request) tlog.Tree {
	signed, err := os.ReadFile(filepath.Join(asked.Folder, "checkpoint"))
	must(err)
	key, err := note.NewVerifier(asked.Key)
	must(err)
	opened, err := note.Open(signed, note.VerifierList(key))
	must(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must(err)
	return tlog.Tree{N: size, Hash: hash(lines[2])}
}

// compare hashes each entry of each bundle and looks it up in the tree.
func compare(dir string, tree tlog.Tree, reader tlog.HashReader) int64 {
	var n int64
	for n < tree.N {
		width := min(int(tree.N-n), 256)
		tile := tlog.Tile{H: 8, L: -1, N: n / 256, W: width}
		name := strings.Replace(tile.Path(), "tile/8/data/", "tile/entries/", 1)
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			full, _, _ := strings.Cut(name, ".p/")
			data, err = os.ReadFile(filepath.Join(dir, full))
		}
		must(err)
		var places []int64
		for i := 0; i < width; i++ {
			places = append(places, tlog.StoredHashIndex(0, n+int64(i)))
		}
		found, err := reader.ReadHashes(places)
		must(err)
		for i := 0; i < width; i++ {
			length := int(binary.BigEndian.Uint16(data))
			entry := data[2 : 2+length]
			data = data[2+length:]
			if found[i] != tlog.RecordHash(entry) {
				fail("entry %d is not that of the tree", n)
			}
			n++
		}
	}
	return n
}

func hash(text string) tlog.Hash {
	var h tlog.Hash
	bytes, err := base64.StdEncoding.DecodeString(text)
	must(err)
	copy(h[:], bytes)
	return h
}

func hashes(texts []string) []tlog.Hash {
	var all []tlog.Hash
	for _, text := range texts {
		all = append(all, hash(text))
	}
	return all
}

func must(err error) {
	if err != nil {
		fail("%v", err)
	}
}

func fail(format string, args ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", args...)
	os.Exit(1)
}
