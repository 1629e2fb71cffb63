from h import *
s=contact(N,'tom@harborfinch.example'); print(s.last.url,s.home.status_code,re.findall('<title>.*?</title>',s.home.text), s.cookies)
st=staff(N,'jonas@northbeam.example'); print(st.r.url)
i=st.m.find('jonas'); print(re.sub(r'<[^>]+>',' ',st.m[:])[-3000:])
print([x for x in re.findall(r'<form.*?</form>',st.r.text,re.S)])
